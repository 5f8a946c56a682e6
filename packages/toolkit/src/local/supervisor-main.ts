// The program of the supervisor process: `node supervisor-main.ts <launch.json>`.
import { readLaunch, runSupervisor } from './supervisor/index.ts';

const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stop.abort());
// It lives on after the terminal that started it.
process.on('SIGHUP', () => {});

// Databases, pid files and whatever else a component makes are nobody else's business.
process.umask(0o077);

const path = process.argv[2] ?? '';
const launch = await readLaunch(path);
if (!launch) throw new Error(`no launch file ${path}`);
await runSupervisor(launch, stop.signal);
