import { describe, expect, it } from 'vitest';
import { drainEvents, step, streamEvents, type ProgressEvent } from './events.ts';

describe('streamEvents', () => {
  it('hands over events in order, then the result', async () => {
    const seen: number[] = [];
    const stream = streamEvents<number, string>(async (emit) => {
      emit(1);
      await Promise.resolve();
      emit(2);
      emit(3);
      return 'done';
    });
    expect(await drainEvents(stream, (event) => seen.push(event))).toBe('done');
    expect(seen).toEqual([1, 2, 3]);
  });

  it('throws the failure after the events that came before it', async () => {
    const seen: number[] = [];
    const stream = streamEvents<number, never>(async (emit) => {
      emit(1);
      throw new Error('broken');
    });
    await expect(drainEvents(stream, (event) => seen.push(event))).rejects.toThrow('broken');
    expect(seen).toEqual([1]);
  });

  it('may be left in the middle without an unhandled rejection', async () => {
    const stream = streamEvents<number, never>(async (emit) => {
      emit(1);
      await Promise.resolve();
      throw new Error('nobody listens');
    });
    expect((await stream.next()).value).toBe(1);
    await stream.return(undefined as never);
  });
});

describe('step', () => {
  async function record(work: (progress: (detail: string) => void) => Promise<string>) {
    const events: ProgressEvent[] = [];
    const result = await step(
      (event) => events.push(event),
      'dns',
      'Look up names',
      work,
      (v) => `got ${v}`,
    ).catch((error: unknown) => error);
    return { events, result };
  }

  it('tells start, progress and end', async () => {
    const { events, result } = await record(async (progress) => {
      progress('half');
      return 'all';
    });
    expect(result).toBe('all');
    expect(events.map((e) => (e.type === 'step' ? e.state : e.type))).toEqual(['start', 'progress', 'done']);
    expect(events.at(-1)).toMatchObject({ detail: 'got all' });
  });

  it('tells a failure and throws it on', async () => {
    const { events, result } = await record(async () => {
      throw new Error('no such name');
    });
    expect(result).toBeInstanceOf(Error);
    expect(events.at(-1)).toMatchObject({ state: 'failed', message: 'no such name' });
  });
});
