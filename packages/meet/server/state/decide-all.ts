import type { ChatBounds, ChatEvent, LogEvent } from '@stoa/protocol';
import type { Command, Context, Decision } from './commands.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import type { RoomState } from './room-state.ts';
import { saidKey } from './said.ts';

export interface Decided {
  /** One for each command, in their order. */
  readonly decisions: readonly Decision[];
  /** Of all of them. */
  readonly events: readonly LogEvent[];
  readonly after: RoomState;
}

function areChats(events: readonly LogEvent[]): events is ChatEvent[] {
  return events.every(({ type }) => type === 'chat');
}

/**
 * Decides commands one after the other, each on the state that those before it made. Pure.
 *
 * Messages in a row are taken over together: what one says bears on the next in nothing but its id, and a state for
 * each costs more than the decision. A room that moves is not so simple: there anything may end the move.
 */
export function decideAll(
  state: RoomState,
  commands: readonly Command[],
  context: Context,
  keepChat: ChatBounds,
): Decided {
  const events: LogEvent[] = [];
  const open: { chats: ChatEvent[]; readonly keys: Set<string> } = { chats: [], keys: new Set() };
  let at = state;
  const settle = () => {
    if (open.chats.length > 0) at = evolveAll(at, open.chats, keepChat);
    open.chats = [];
    open.keys.clear();
  };
  const decisions = commands.map((command) => {
    if (command.type !== 'chat' || open.keys.has(saidKey(command))) settle();
    const decision = decide(at, command, context);
    if (!decision.ok || decision.events.length === 0) return decision;
    for (const event of decision.events) events.push(event);
    if (at.move || !areChats(decision.events)) {
      settle();
      at = evolveAll(at, decision.events, keepChat);
      return decision;
    }
    for (const chat of decision.events) {
      open.chats.push(chat);
      open.keys.add(saidKey(chat));
    }
    return decision;
  });
  settle();
  return { decisions, events, after: at };
}
