export { startDeployment, type Deployment, type DeploymentOptions } from './deployment.ts';
