import { connect } from 'node:net';

/** AUTH and PING (RESP2). A Redis that still loads its file answers -LOADING. */
export async function probeRedis(
  host: string,
  port: number,
  password: string,
  timeoutMs: number,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let answer = '';
    const socket = connect({ host, port });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error('no answer')));
    socket.once('error', fail);
    socket.once('connect', () => socket.write(encode(['AUTH', password]) + encode(['PING'])));
    socket.on('data', (chunk) => {
      answer += chunk.toString('utf8');
      if (answer.startsWith('-') && answer.includes('\r\n')) fail(new Error(answer.split('\r\n')[0]));
      if (answer !== '+OK\r\n+PONG\r\n') return;
      socket.end();
      resolve();
    });
    socket.once('close', () => reject(new Error('connection closed')));
  });
}

function encode(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
