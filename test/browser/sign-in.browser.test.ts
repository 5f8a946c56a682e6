import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCorners, auditEverywhere } from '../support/axe.ts';
import { CallPage } from '../support/call-page.ts';
import { startCallPlatform, type CallPlatform } from '../support/call-platform.ts';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';
import { startOidc } from '../support/oidc.ts';
import { freePort } from '../support/ports.ts';
import { buildWebApp } from '../support/web-app.ts';

type Look = (audit: typeof auditEverywhere, page: Page, name: string) => Promise<void>;

/** Two people with accounts of a real OpenID provider, whose login page is its own. */
describe.skipIf(!(await hasChromium()))('accounts in the browser', () => {
  const stack = new AsyncDisposableStack();
  let platform: CallPlatform;
  let browser: Awaited<ReturnType<typeof launchChromium>>;

  beforeAll(async () => {
    const app = stack.use(await buildWebApp());
    const issuerPort = await freePort(12_300, 12_399);
    const issuer = `http://127.0.0.1:${issuerPort}`;
    platform = stack.use(
      await startCallPlatform({
        media: ownMediaAddress('stoay', '127.88.14'),
        ports: { min: 12_000, max: 12_249 },
        rtpPorts: { min: 13_500, max: 13_599 },
        sfu: false,
        relay: false,
        webRoot: app.folder,
        auth: {
          required: true,
          clockToleranceMs: 1_000,
          oidc: {
            issuer,
            audience: ['web-app'],
            clientId: 'web-app',
            scope: 'openid profile',
            token: 'id',
            userClaim: 'sub',
            nameClaim: 'name',
            hosts: [],
            cohosts: [],
          },
        },
      }),
    );
    stack.use(await startOidc({ port: issuerPort, apps: [...platform.urls] }));
    browser = await launchChromium([]);
    stack.defer(() => browser.close());
  });
  afterAll(() => stack.disposeAsync());

  async function signIn(
    room: string,
    login: string,
    look: Look = () => Promise.resolve(),
  ): Promise<CallPage> {
    const person = await CallPage.open(browser, room, 'name=Typed');
    const { page } = person;
    await page.getByRole('button', { name: 'Join now' }).click();
    await page.getByText('This meeting asks for an invitation or an account').waitFor();
    const signIn = page.getByRole('button', { name: 'Sign in' });
    await signIn.waitFor();
    await look(auditEverywhere, page, 'asked to sign in');
    await signIn.click();
    await page.locator('input[name=login]').fill(login);
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    const answer = Promise.withResolvers<void>();
    await page.route('**/token', async (route) => {
      await answer.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Signing you in' }).waitFor();
    await look(auditCorners, page, 'signing in');
    answer.resolve();
    await page.getByRole('button', { name: 'Join now' }).click();
    return person;
  }

  it('sign in at the provider, come back to the meeting, and are named by it', async () => {
    const room = `${platform.urls[0]}/r/accounts`;
    const violations: string[] = [];
    const ann = await signIn(room, 'ann', async (audit, page, name) => {
      violations.push(...(await audit(page, name)).violations);
    });
    expect(violations).toEqual([]);
    await ann.tiles(1);
    const bob = await signIn(room, 'bob');
    await ann.tiles(2);
    await bob.tiles(2);
    const names = (await ann.view())?.participants.map(({ name }) => name);
    expect(names).toEqual(['ann of the accounts', 'bob of the accounts']);
    expect(await bob.page.evaluate<string>('location.href')).toBe(`${room}?name=Typed`);
    await Promise.all([ann, bob].map(({ context }) => context.close()));
  });

  it('are told when the provider says no', async () => {
    const person = await CallPage.open(browser, `${platform.urls[0]}/r/accounts`, 'name=Typed');
    await person.page.goto(`${platform.urls[0]}/signed-in?code=stolen&state=made-up`);
    await person.page.getByText('was not begun in this tab').waitFor();
    expect((await auditEverywhere(person.page, 'not signed in')).violations).toEqual([]);
    expect(await person.page.evaluate<string>('location.search')).toBe('');
    await person.context.close();
  });
});
