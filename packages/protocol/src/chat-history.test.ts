import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chatBytes, withChat } from './chat-history.ts';
import type { ChatView } from './room-view.ts';

function message(id: string, text: string): ChatView {
  return { id, participant: 'pann00000', name: 'Ann', text, at: 1 };
}

it('counts UTF-8 bytes of name and text', () => {
  expect(chatBytes(message('a', 'abc'))).toBe(6);
  expect(chatBytes(message('a', 'ä💥'))).toBe(3 + 2 + 4);
});

it('keeps what fits into the count and the bytes, newest first', () => {
  const chat = ['a', 'b', 'c'].map((id) => message(id, 'x'.repeat(7)));
  const next = message('d', 'x'.repeat(7));
  const ids = (messages: number, bytes: number) =>
    withChat(chat, [next], { messages, bytes }).map(({ id }) => id);
  expect(ids(10, 40)).toEqual(['a', 'b', 'c', 'd']);
  expect(ids(2, 40)).toEqual(['c', 'd']);
  expect(ids(10, 39)).toEqual(['b', 'c', 'd']);
  expect(ids(10, 9)).toEqual([]);
  expect(ids(0, 40)).toEqual([]);
});

it('is the longest end of all that was said, within both bounds', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  const bounds = fc.record({ messages: fc.nat(12), bytes: fc.nat(300) });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 30 }), bounds, (texts, keep) => {
      const all = texts.map((one, index) => message(`m${index}`, one));
      const kept = all.reduce<ChatView[]>((chat, one) => withChat(chat, [one], keep), []);
      expect(withChat([], all, keep)).toEqual(kept);
      const size = (list: ChatView[]) =>
        list.reduce(
          (sum, { name, text: said }) => sum + Buffer.byteLength(name) + Buffer.byteLength(said),
          0,
        );
      expect(kept).toEqual(all.slice(all.length - kept.length));
      expect(kept.length).toBeLessThanOrEqual(keep.messages);
      expect(size(kept)).toBeLessThanOrEqual(keep.bytes);
      const oneMore = all.slice(-(kept.length + 1));
      const full = kept.length === all.length || kept.length === keep.messages || size(oneMore) > keep.bytes;
      expect(full).toBe(true);
    }),
  );
});
