import { cordonSfu } from '@stoa/toolkit/admin';
import { defineCommand } from '../command-spec.ts';
import { adminOptions, withAdmin, type AdminOptions } from '../with-admin.ts';

export const command = defineCommand<AdminOptions>({
  description: 'Lets an SFU take new sessions again after a cordon or a drain.',
  arguments: [{ name: '<name>', description: 'the SFU, as `stoa status` names it' }],
  options: adminOptions,
  examples: [{ command: 'stoa uncordon sfu janus-0', meaning: 'take an SFU back into service' }],
  run: async (context, [sfu = ''], options) => {
    const sfus = await withAdmin(context, options, ({ clients }) =>
      cordonSfu(clients, { sfu, cordoned: false }),
    );
    context.print({ sfus }, () => `${sfu} takes new sessions`);
  },
});
