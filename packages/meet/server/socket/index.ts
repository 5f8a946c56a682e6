export { Connection } from './connection.ts';
export { frameText } from './frame.ts';
export { readMessage, type Incoming } from './read-message.ts';
export { SocketServer, type SocketHandler } from './socket-server.ts';
export { createTokenBucket } from './token-bucket.ts';
