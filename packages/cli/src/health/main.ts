import { health } from './health.ts';

process.exitCode = await health(process.argv.slice(2), {
  env: process.env,
  say: (text) => void process.stderr.write(text),
});
