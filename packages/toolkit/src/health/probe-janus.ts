interface JanusReply {
  readonly janus?: string;
  readonly error?: { readonly code?: number; readonly reason?: string };
}

/** `info` over the API and `get_status` over the admin API: both must answer, and know the admin secret. */
export async function probeJanus(
  urls: { readonly apiUrl: string; readonly adminUrl: string },
  secrets: { readonly janusApiSecret: string; readonly janusAdminSecret: string },
  timeoutMs: number,
): Promise<void> {
  await Promise.all([
    ask(
      urls.apiUrl,
      'janus-protocol',
      { janus: 'info', apisecret: secrets.janusApiSecret },
      'server_info',
      timeoutMs,
    ),
    ask(
      urls.adminUrl,
      'janus-admin-protocol',
      { janus: 'get_status', admin_secret: secrets.janusAdminSecret },
      'success',
      timeoutMs,
    ),
  ]);
}

async function ask(
  url: string,
  protocol: string,
  request: Readonly<Record<string, string>>,
  expected: string,
  timeoutMs: number,
): Promise<void> {
  const socket = new WebSocket(url, protocol);
  let timer: NodeJS.Timeout | undefined;
  try {
    const reply = await new Promise<JanusReply>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer on ${url}`)), timeoutMs);
      socket.addEventListener('open', () =>
        socket.send(JSON.stringify({ ...request, transaction: 'ready' })),
      );
      socket.addEventListener('message', ({ data }) => {
        try {
          resolve(JSON.parse(String(data)) as JanusReply);
        } catch (error) {
          reject(error);
        }
      });
      socket.addEventListener('error', () => reject(new Error(`no connection to ${url}`)));
      socket.addEventListener('close', () => reject(new Error(`${url} closed the connection`)));
    });
    if (reply.janus !== expected) throw new Error(`${url}: ${reply.error?.reason ?? JSON.stringify(reply)}`);
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}
