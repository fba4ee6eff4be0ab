// What mcpc takes from viem, a library for wallets of 10,000 files: three quarters of all that each of its commands reads.
const unavailable = () => {
  throw new Error('there is no wallet in these tests');
};

export const createPublicClient = unavailable;
export const createWalletClient = unavailable;
export const formatEther = unavailable;
export const formatUnits = unavailable;
export const generatePrivateKey = unavailable;
export const http = unavailable;
export const privateKeyToAccount = unavailable;
export const base = {};
export const baseSepolia = {};
export const erc20Abi = [];
