import { coturnAvailable } from '../../turn/testing/index.ts';
import { findCommand } from '../../base/index.ts';

export { startDeployment, type Deployment, type DeploymentOptions } from './deployment.ts';

/** Whether the real parts are installed; under CI their absence must fail the suite, so it says true there. */
export async function partsAvailable(): Promise<boolean> {
  if (process.env['CI'] === 'true') return true;
  const programs = await Promise.all(['janus', 'redis-server'].map(findCommand));
  return programs.every((program) => program !== undefined) && (await coturnAvailable());
}
