import { sleep } from '@stoa/toolkit/base';
import { waitFor } from '../../test/support/child.ts';
import { CallPage } from '../../test/support/call-page.ts';
import { launchChromium } from '../../test/support/chromium.ts';
import { MoveWatch, type Watched } from '../../test/support/move-watch.ts';
import { startSfuPlatform, type SfuPlatform } from '../../test/support/sfu-platform.ts';
import { buildWebApp } from '../../test/support/web-app.ts';

/** What two pages showed in the calm time, over the event, and after it. */
interface Seen {
  readonly before: readonly Watched[];
  readonly during: readonly Watched[];
  readonly after: readonly Watched[];
}

const calmMs = 3_000;
/** A picture of its own that comes so late says that the machine had no time to show any, ms. */
const busyMs = 500;

const view = (read: readonly Watched[]) => ({
  width: Math.min(...read.map(({ minWidth }) => minWidth)),
  gap: Math.max(...read.map(({ gapMs }) => gapMs)),
  own: Math.max(...read.map(({ ownGapMs }) => ownGapMs)),
  concealed: Math.max(...read.map(({ concealedMs }) => concealedMs)),
});

async function openCall(platform: SfuPlatform): Promise<{ pages: CallPage[]; close: () => Promise<void> }> {
  const browser = await launchChromium();
  const pages = await Promise.all(
    ['Ada', 'Grace'].map((name, index) =>
      CallPage.open(browser, `${platform.backends[index]?.url}/r/picture`, `name=${name}&join=1`),
    ),
  );
  await Promise.all(pages.map((page) => page.tiles(2)));
  await Promise.all(pages.map((page) => page.mediaFlows()));
  return { pages, close: () => browser.close() };
}

async function watch(pages: readonly CallPage[], act: () => Promise<void>): Promise<Seen> {
  const watches = await Promise.all(pages.map((page) => MoveWatch.start(page)));
  const readAndMark = async () => {
    const read = await Promise.all(watches.map((one) => one.read()));
    await Promise.all(watches.map((one) => one.mark()));
    return read;
  };
  await sleep(calmMs);
  const before = await readAndMark();
  await act();
  const during = await readAndMark();
  await sleep(calmMs);
  return { before, during, after: await readAndMark() };
}

function print(title: string, { before, during, after }: Seen): void {
  const [base, now, then] = [view(before), view(during), view(after)];
  const kept = Math.min(now.width, then.width) >= base.width;
  const busy = Math.max(base.own, now.own, then.own) > busyMs ? ' (too busy a machine to judge)' : '';
  console.log(
    `  ${title}: width ${base.width} → ${now.width} → ${then.width} (never narrower: ${kept ? 'met' : 'NOT MET'}${busy}), ` +
      `longest pause ${base.gap} → ${now.gap} → ${then.gap} ms, of the page's own camera ${base.own} → ${now.own} → ${then.own} ms, ` +
      `sound made up ${base.concealed} → ${now.concealed} → ${then.concealed} ms`,
  );
}

/** Two Chromium pages that send their camera in layers, in a room that goes to and fro; an SFU killed as the control. */
export async function movePictures(runs: number): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const app = stack.use(await buildWebApp());
  const platform = stack.use(await startSfuPlatform(2, { webRoot: app.folder }));
  const { pages, close } = await openCall(platform);
  stack.defer(close);
  const sfu = async () => (await pages[0]?.view())?.sfu ?? '';
  // Until bandwidth estimation is done the picture grows by itself.
  await sleep(12_000);
  for (let run = 0; run < runs; run += 1) {
    const path = `/admin/v1/sfus/${await sfu()}`;
    const moved = await watch(pages, async () => {
      await platform.admin('POST', `${path}/drain`);
      const over = async () => (await platform.admin('GET', `${path}/drain`)).body['state'] !== 'running';
      await waitFor('the end of the move', over, { stepMs: 100, ms: 30_000 });
    });
    print('pictures, make-before-break', moved);
    await platform.admin('DELETE', `${path}/cordon`);
    await sleep(2_000);
  }
  const name = await sfu();
  const broken = await watch(pages, async () => {
    await platform.januses.find((janus) => janus.sfu.name === name)?.kill();
    await sleep(calmMs);
  });
  print('pictures, break-before-make', broken);
}
