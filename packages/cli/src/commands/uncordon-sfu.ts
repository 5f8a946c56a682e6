import { cordonSfu } from '@stoa/toolkit/local';
import { defineCommand } from '../command-spec.ts';
import { findPlace, placeOptions, type PlaceOptions } from '../local-platform.ts';

export const command = defineCommand<PlaceOptions>({
  description: 'Lets an SFU take new sessions again after a cordon or a drain.',
  arguments: [{ name: '<name>', description: 'the SFU, as `stoa status` names it' }],
  options: placeOptions,
  examples: [{ command: 'stoa uncordon sfu janus-0', meaning: 'take an SFU back into service' }],
  run: async (context, [sfu = ''], place) => {
    const where = await findPlace(context, place);
    const sfus = await cordonSfu({ ...where, sfu, cordoned: false });
    context.print({ sfus }, () => `${sfu} takes new sessions`);
  },
});
