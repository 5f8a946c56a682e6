import type { ClientMessage } from '@stoa/protocol';
import fc from 'fast-check';
import { goodMessages } from './mutate-message.ts';

/** People of a walk, by number. */
export const crowd = 6;

type Spoken = Exclude<ClientMessage['type'], 'hello' | 'leave'>;

/** What one person does next; what makes no sense at that moment is a test of the refusal. */
export type Step =
  | { readonly do: 'come'; readonly who: number; readonly backend: number; readonly knows: boolean }
  | { readonly do: 'come-back'; readonly who: number; readonly backend: number }
  | { readonly do: 'drop'; readonly who: number }
  | { readonly do: 'leave'; readonly who: number }
  | {
      readonly do: 'say';
      readonly who: number;
      readonly type: Spoken;
      readonly target: number;
      readonly flag: boolean;
      readonly number: number;
      /** Wait for the answer, with everything before it settled; else more may be under way at once. */
      readonly calm: boolean;
    };

const who = fc.nat(crowd - 1);
const backend = fc.nat(1);
/** What is said in walks, beside coming, coming back and leaving; `end-room` seldom, since it empties the room. */
export const spoken = [...new Set(goodMessages.map(({ type }) => type)), 'end-room'].filter(
  (type) => type !== 'hello',
) as Spoken[];
const often = spoken.filter((type) => type !== 'end-room');

const say = (type: fc.Arbitrary<Spoken>, calm: fc.Arbitrary<boolean>) =>
  fc.record({
    do: fc.constant('say' as const),
    who,
    type,
    target: who,
    flag: fc.boolean(),
    number: fc.nat(20),
    calm,
  });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ do: fc.constant('come' as const), who, backend, knows: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('come-back' as const), who, backend }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('drop' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), who }) },
  { weight: 40, arbitrary: say(fc.constantFrom(...often), fc.constantFrom(true, true, true, false)) },
  { weight: 1, arbitrary: say(fc.constant('end-room'), fc.constant(true)) },
);

const come = (number: number): Step => ({ do: 'come', who: number, backend: number % 2, knows: true });
const first = { do: 'say', who: 0, target: 1, flag: true, number: 1, calm: true } as const;

/** Three people, the first of whom is host; or five of every role. */
const beginnings: readonly (readonly Step[])[] = [
  [come(0), come(1), come(2)],
  [
    come(0),
    come(1),
    come(2),
    { ...first, type: 'set-role' },
    { ...first, type: 'waiting-room' },
    come(3),
    come(4),
  ],
];

/** A beginning, and random steps after it. */
export const walk: fc.Arbitrary<Step[]> = fc
  .tuple(fc.constantFrom(...beginnings), fc.array(step, { minLength: 20, maxLength: 40, size: 'max' }))
  .map(([beginning, steps]) => beginning.concat(steps));

/** The message of a step: a good one of that type, about the target, with the step's flag and number. */
export function messageOf(
  { type, flag, number }: Extract<Step, { do: 'say' }>,
  target: string,
): Record<string, unknown> & { type: string } {
  const sample = goodMessages.find((message) => message['type'] === type) ?? {};
  const filled = Object.entries(sample).map(([key, value]): [string, unknown] => {
    if (key === 'target' || key === 'to' || key === 'author') return [key, target];
    if (key === 'role') return [key, ['host', 'cohost', 'participant'][number % 3]];
    if (key === 'passcode') return [key, flag ? passcode : null];
    if (type === 'chat-delete' && key === 'message') return [key, chatId(number)];
    return [key, typeof value === 'boolean' ? flag : value];
  });
  const privately = type === 'chat' && flag ? { to: target } : {};
  return { ...Object.fromEntries(filled), ...privately, type };
}

/** Chat ids repeat, so that messages are found to be deleted, and repeated ones to be recognised. */
export function chatId(number: number): string {
  return `chat-${number % 5}`;
}

export const passcode = 'open sesame';
