export { createAdminApp } from './admin-app.ts';
export { SfuDrains } from './sfu-drains.ts';
