import { longTermKey } from '@stoa/toolkit/turn';
import { cliErrors } from '../cli-errors.ts';
import { defineCommand } from '../command-spec.ts';
import { needSecret, secretOptions } from '../secret-source.ts';

interface Options {
  readonly user: string;
  readonly realm: string;
  readonly passwordFile?: string;
  readonly passwordEnv?: string;
}

export const command = defineCommand<Options>({
  description:
    'Prints the long-term key MD5(user:realm:password), which coturn takes as user=NAME:0xKEY in place of the password.',
  options: [
    { flags: '-u, --user <name>', description: 'user name', default: '' },
    { flags: '-r, --realm <name>', description: 'realm of the TURN server', default: '' },
    ...secretOptions('password', 'the password'),
  ],
  examples: [
    {
      command: 'stoa turn key --user alice --realm example.org --password-file alice.password',
      meaning: 'the key alone, on one line',
    },
  ],
  run: async (context, _args, { user, realm, passwordFile, passwordEnv }) => {
    for (const [name, value] of Object.entries({ user, realm })) {
      if (value === '' || /\p{Cc}/u.test(value)) {
        throw cliErrors.make('CLI_USAGE', `--${name} is missing, or has control characters`);
      }
    }
    const source = { file: passwordFile, env: passwordEnv };
    const password = await needSecret(context, 'password', 'the password', source);
    const key = longTermKey(user, realm, password);
    context.print({ user, realm, key }, () => key);
  },
});
