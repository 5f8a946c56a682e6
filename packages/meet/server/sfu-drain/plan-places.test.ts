import { describe, expect, it } from 'vitest';
import { planPlaces, type Guest } from './plan-places.ts';

const guest = (room: string, people: number, reserved: Guest['reserved'] = {}): Guest => ({
  room,
  people,
  reserved,
});

describe('places for the rooms of an SFU', () => {
  it('are there where nothing is limited, and for nobody anywhere', () => {
    expect(planPlaces([guest('a', 500), guest('b', 500)], { s1: Infinity })).toBeUndefined();
    expect(planPlaces([], {})).toBeUndefined();
  });

  it('are counted: what is needed, what there is, who finds none', () => {
    const rooms = [guest('a', 3), guest('b', 4)];
    expect(planPlaces(rooms, { s1: 7 })).toBeUndefined();
    expect(planPlaces(rooms, { s1: 6 })).toEqual({ needs: 7, has: 6, left: [guest('a', 3)] });
    expect(planPlaces(rooms, {})).toMatchObject({ needs: 7, has: 0, left: { length: 2 } });
  });

  it('are for whole rooms: two halves are none', () => {
    const room = guest('a', 4);
    expect(planPlaces([room], { s1: 2, s2: 2 })).toEqual({ needs: 4, has: 4, left: [room] });
    expect(planPlaces([guest('a', 4), guest('b', 3), guest('c', 1)], { s1: 5, s2: 3 })).toBeUndefined();
  });

  it('include those that a room holds in reserve there', () => {
    expect(planPlaces([guest('a', 3, { s1: 3 })], { s1: 0 })).toBeUndefined();
    expect(planPlaces([guest('a', 3, { s2: 3 })], { s1: 0 })).toMatchObject({ left: { length: 1 } });
  });
});
