import { describe, expect, test } from 'vitest';
import { planLocal } from './plan.ts';
import { findPortClashes } from './ports.ts';
import { allPrograms, exampleInput, type SectionsInput } from './testing/fixtures.ts';

const names = (sections: SectionsInput = {}, programs = allPrograms) =>
  planLocal(exampleInput(sections, { programs })).components.map(({ name }) => name);

describe('the whole platform', () => {
  test('has two backends, two SFUs, a relay and Redis', () => {
    expect(names()).toEqual(['redis', 'janus-0', 'janus-1', 'coturn', 'meet-0', 'meet-1']);
  });

  test('fits: the default ports do not clash', () => {
    expect(findPortClashes(planLocal(exampleInput()).ports)).toEqual([]);
  });

  test('carries no secret in arguments, and every file is for its owner only', () => {
    const input = exampleInput();
    const plan = planLocal(input);
    const argv = plan.components.flatMap((component) => component.argv).join(' ');
    for (const secret of Object.values(input.secrets)) {
      expect(argv).not.toContain(secret);
      expect(plan.files.some((file) => file.content.includes(secret))).toBe(true);
    }
    expect(new Set(plan.files.map((file) => file.mode))).toEqual(new Set([0o600]));
  });

  test('Janus and Redis listen on loopback only', () => {
    const tcp = planLocal(exampleInput()).ports.filter(
      (use) => use.proto === 'tcp' && /redis|janus/.test(use.component),
    );
    expect(tcp).toHaveLength(5);
    expect(new Set(tcp.map((use) => use.address))).toEqual(new Set(['127.0.0.1']));
  });

  test('has addresses for browsers here and in the network', () => {
    expect(planLocal(exampleInput({}, { mediaAddress: '192.0.2.7' })).urls).toEqual({
      https: ['https://192.0.2.7:8443', 'https://192.0.2.7:8444'],
      http: ['http://127.0.0.1:8080', 'http://127.0.0.1:8081'],
    });
  });

  test('a backend starts after what it depends on', () => {
    const meet = planLocal(exampleInput()).components.find(({ name }) => name === 'meet-0');
    expect(meet?.dependsOn).toEqual(['redis', 'janus-0', 'janus-1']);
  });
});

describe('the hash', () => {
  test('is the same for the same input', () => {
    expect(planLocal(exampleInput()).hash).toBe(planLocal(exampleInput()).hash);
  });

  test.each([
    ['a setting', exampleInput({ meet: { maxMessageBytes: 20_000 } })],
    ['the certificate', exampleInput({}, { certificate: 'CC' })],
    ['a program', exampleInput({}, { programs: { ...allPrograms, janus: '/opt/janus' } })],
    ['a secret', exampleInput({}, { secrets: { ...exampleInput().secrets, turnSecret: 'x'.repeat(20) } })],
  ])('changes with %s', (_what, input) => {
    expect(planLocal(input).hash).not.toBe(planLocal(exampleInput()).hash);
  });
});

describe('without a part', () => {
  const without = (program: keyof typeof allPrograms) => ({ ...allPrograms, [program]: '' });
  const configOf = (programs: typeof allPrograms) => {
    const plan = planLocal(exampleInput({}, { programs }));
    const file = plan.files.find(({ path }) => path.endsWith('meet-0.json'));
    return { plan, config: JSON.parse(file?.content ?? 'null') };
  };

  test('no Redis: rooms in memory and one backend', () => {
    const { plan, config } = configOf(without('redis-server'));
    expect(plan.components.map(({ name }) => name)).toEqual(['janus-0', 'janus-1', 'coturn', 'meet-0']);
    expect(config.log).toEqual({ kind: 'memory' });
    expect(plan.missing).toEqual([
      expect.objectContaining({ part: 'redis', command: 'apt-get install -y redis-server' }),
    ]);
  });

  test('no Janus: a mesh of four', () => {
    const { plan, config } = configOf(without('janus'));
    expect(plan.components.some(({ kind }) => kind === 'janus')).toBe(false);
    expect(config).toMatchObject({ sfus: [], room: { maxParticipants: 4 } });
    expect(plan.missing[0]?.cost).toContain('at most 4 people');
  });

  test('no coturn: direct paths only', () => {
    const { plan, config } = configOf(without('turnserver'));
    expect(config.turn).toBeNull();
    expect(plan.missing[0]).toMatchObject({ part: 'coturn', command: 'apt-get install -y coturn' });
  });

  test('nothing at all: still a platform', () => {
    const { plan } = configOf({});
    expect(plan.components.map(({ name }) => name)).toEqual(['meet-0']);
    expect(plan.missing.map(({ part }) => part)).toEqual(['redis', 'janus', 'coturn']);
  });

  test('what the config leaves out is not missing, but its cost is said', () => {
    const input = exampleInput(
      { redis: { kind: 'memory' }, sfu: { kind: 'none' }, turn: { kind: 'none' } },
      { programs: {} },
    );
    const plan = planLocal(input);
    expect(plan.missing).toEqual([]);
    expect(plan.notices).toEqual([
      expect.stringContaining('1 session backend'),
      expect.stringContaining('4 people instead of 50'),
    ]);
  });
});

describe('several relays', () => {
  test('have ports next to each other and parts of the range, and are told to the backends one by one', () => {
    const input = exampleInput({ turn: { replicas: 2, relayPorts: { min: 24_000, max: 24_999 } } });
    const plan = planLocal(input);
    const relays = plan.components.filter(({ kind }) => kind === 'coturn');
    expect(relays.map(({ name }) => name)).toEqual(['coturn-0', 'coturn-1']);
    const portsOf = (setting: string) =>
      relays
        .map(({ ports }) => ports.find((port) => port.setting === setting))
        .map((p) => [p?.first, p?.last]);
    expect(portsOf('turn.port')).toEqual([
      [3_478, 3_478],
      [3_479, 3_479],
    ]);
    expect(portsOf('turn.relayPorts')).toEqual([
      [24_000, 24_499],
      [24_500, 24_999],
    ]);
    const files = relays.map(({ argv }) => plan.files.find(({ path }) => path === argv[2])?.content ?? '');
    expect(files.map((text) => /^min-port=(\d+)$/m.exec(text)?.[1])).toEqual(['24000', '24500']);
    for (const setting of ['userdb', 'pidfile']) {
      const values = files.map((text) => new RegExp(`^${setting}=(.+)$`, 'm').exec(text)?.[1]);
      expect(new Set(values).size).toBe(2);
    }
    const backend = JSON.parse(
      plan.files.find(({ path }) => path.endsWith('meet-0.json'))?.content ?? 'null',
    );
    expect(backend.turn.relays.map(({ name }: { name: string }) => name)).toEqual(['coturn-0', 'coturn-1']);
    expect(backend.turn.relays[1].urls[0]).toMatch(/:3479\?transport=udp$/);
  });
});
