/** Whether the optional package has a ready-made program for this machine; says what is left out where it has not. */
export async function hasNodeLlama(): Promise<boolean> {
  const { getLlama } = await import('node-llama-cpp');
  try {
    const llama = await getLlama({ gpu: false, build: 'never' });
    await llama.dispose();
    return true;
  } catch (error) {
    process.stderr.write(`Left out on this machine: everything that runs a local model. ${String(error)}\n`);
    return false;
  }
}
