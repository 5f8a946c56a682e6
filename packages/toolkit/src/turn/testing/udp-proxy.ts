import { createSocket, type Socket } from 'node:dgram';

/** What happens to a packet on its way: changed, or lost (undefined). `index` counts from 0 in each direction. */
export type OnTheWay = (packet: Buffer, index: number) => Buffer | undefined;

export interface UdpProxy {
  readonly port: number;
  close(): void;
}

const bound = (socket: Socket) =>
  new Promise<number>((resolve) => {
    socket.bind(0, '127.0.0.1', () => resolve(socket.address().port));
  });

/** A network between one client and a real server on 127.0.0.1 that loses or changes packets, as told. */
export async function startUdpProxy(
  serverPort: number,
  toServer: OnTheWay,
  toClient: OnTheWay = (packet) => packet,
): Promise<UdpProxy> {
  const [front, back] = [createSocket('udp4'), createSocket('udp4')];
  let clientPort = 0;
  let [up, down] = [0, 0];
  front.on('message', (packet, from) => {
    clientPort = from.port;
    const passed = toServer(packet, up++);
    if (passed) back.send(passed, serverPort, '127.0.0.1');
  });
  back.on('message', (packet) => {
    const passed = toClient(packet, down++);
    if (passed && clientPort > 0) front.send(passed, clientPort, '127.0.0.1');
  });
  const port = await bound(front);
  await bound(back);
  const close = () => {
    front.close();
    back.close();
  };
  return { port, close };
}
