export { Connection } from './connection.ts';
export { SocketServer } from './socket-server.ts';
