export { connect, type ConnectOptions, type Connection } from './connect.ts';
export { type BinContractOptions, testServerBin } from './testing/bin-contract.ts';
export { type ConformanceRun, failedScenarios, GENERIC_SCENARIOS, runConformance } from './testing/conformance.ts';
export { type ContractOptions, testServerContract } from './testing/contract.ts';
export { type BinOptions, type FinishedBin, ServerBin, type StdioSession } from './testing/server-bin.ts';
export { testToolFuzz, type ToolFuzzOptions } from './testing/tool-fuzz.ts';
