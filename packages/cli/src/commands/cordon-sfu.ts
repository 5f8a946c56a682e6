import { cordonSfu } from '@stoa/toolkit/admin';
import { defineCommand } from '../command-spec.ts';
import { adminOptions, withAdmin, type AdminOptions } from '../with-admin.ts';

export const command = defineCommand<AdminOptions>({
  description:
    'Lets an SFU take no new sessions: no room is placed on it any more, and a room that somebody joins moves away. Calls on it go on.',
  arguments: [{ name: '<name>', description: 'the SFU, as `stoa status` names it' }],
  options: adminOptions,
  examples: [{ command: 'stoa cordon sfu janus-0', meaning: 'keep new rooms away from an SFU' }],
  run: async (context, [sfu = ''], options) => {
    const sfus = await withAdmin(context, options, ({ clients }) =>
      cordonSfu(clients, { sfu, cordoned: true }),
    );
    context.print({ sfus }, () => `${sfu} takes no new sessions`);
  },
});
