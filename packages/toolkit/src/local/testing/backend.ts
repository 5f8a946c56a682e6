// A stand-in for the session backend in the tests of the supervisor: local/ may not import meet/. It serves
// /health/ready on every listener of its start file, and misbehaves when room.chatHistory asks for it: 13 = dies at start,
// 14 = does not end at SIGTERM.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { backendConfigSchema } from '../../config/index.ts';

const config = backendConfigSchema.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
if (config.room.chatHistory === 13) {
  process.stderr.write('fatal: the chat history must not be 13\n');
  process.exit(7);
}
for (const { host, port, tls } of config.listen) {
  const answer = (_request: unknown, response: { end(text: string): void }) => response.end('ok');
  const server = tls
    ? createTlsServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }, answer)
    : createServer(answer);
  server.listen(port, host);
}
if (config.room.chatHistory === 14) process.on('SIGTERM', () => {});
else process.on('SIGTERM', () => process.exit(0));
process.stdout.write(`${config.name} listens; secret ${config.turn?.secret ?? 'none'}\n`);
