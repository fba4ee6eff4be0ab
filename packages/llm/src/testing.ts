// For tests of this workspace; not published.
export { type ChatServer, deadBaseUrl, type Reply, type SeenRequest, startChatServer } from './testing/chat-server.ts';
export { type Misbehaviour, misbehaviours } from './testing/misbehaviours.ts';
export { type ProfileName, PROFILES, type ScriptedCall, type ServerProfile } from './testing/profiles.ts';
export { hasNodeLlama } from './testing/node-llama.ts';
export { answer, cut, delta, event, hang, html, json, refusal, stall, stream } from './testing/replies.ts';
export { writeTinyGguf } from './testing/tiny-gguf.ts';
