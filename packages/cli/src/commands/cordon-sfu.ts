import { cordonSfu } from '@stoa/toolkit/local';
import { defineCommand } from '../command-spec.ts';
import { findPlace, placeOptions, type PlaceOptions } from '../local-platform.ts';

export const command = defineCommand<PlaceOptions>({
  description:
    'Lets an SFU take no new sessions: no room is placed on it any more, and a room that somebody joins moves away. Calls on it go on.',
  arguments: [{ name: '<name>', description: 'the SFU, as `stoa status` names it' }],
  options: placeOptions,
  examples: [{ command: 'stoa cordon sfu janus-0', meaning: 'keep new rooms away from an SFU' }],
  run: async (context, [sfu = ''], place) => {
    const where = await findPlace(context, place);
    const sfus = await cordonSfu({ ...where, sfu, cordoned: true });
    context.print({ sfus }, () => `${sfu} takes no new sessions`);
  },
});
