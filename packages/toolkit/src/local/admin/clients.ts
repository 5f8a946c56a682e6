import { AdminClient } from '../../admin/index.ts';
import { localErrors } from '../local-errors.ts';
import { statePaths } from '../state-paths.ts';
import { findRunning } from '../stop.ts';
import { readLaunch, type Launch } from '../supervisor/index.ts';

export interface Place {
  readonly baseDir: string;
  readonly stateDir: string;
}

/**
 * The admin APIs of the session backends of a running platform.
 * @throws LOCAL_NOT_RUNNING, LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN
 */
export async function adminClients({ baseDir, stateDir }: Place): Promise<AdminClient[]> {
  const paths = statePaths(baseDir, stateDir);
  const running = await findRunning(paths);
  const launch = await readLaunch(paths.launch);
  if (running.kind !== 'supervised' || !launch) {
    throw localErrors.make('LOCAL_NOT_RUNNING', `no platform is running in ${paths.root}`, {
      hint: 'start it with: stoa up',
    });
  }
  return clientsOf(launch);
}

export function clientsOf({ components, secrets }: Pick<Launch, 'components' | 'secrets'>): AdminClient[] {
  return components.flatMap(({ name, ports }) => {
    const port = ports.find(({ setting }) => setting === 'meet.adminPort');
    return port ? [new AdminClient(name, `http://${port.address}:${port.first}`, secrets.adminToken)] : [];
  });
}
