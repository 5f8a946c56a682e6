export { lastApplied, listRevisions, readRevision } from './history.ts';
export type { Revision, RevisionInfo, RevisionState } from './revision.ts';
