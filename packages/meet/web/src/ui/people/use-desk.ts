import { useEffect, useState } from 'react';
import type { Call } from '../../call/index.ts';
import { Desk } from './desk.ts';

/** The desk of a call, listening as long as the call is on screen. */
export function useDesk(call: Call): Desk {
  const [desk] = useState(() => new Desk(call));
  useEffect(() => desk.follow(), [desk]);
  return desk;
}
