export { objectSet, type ObjectSet } from './object-set.ts';
export { fetchScope, type SetScope } from './parent.ts';
