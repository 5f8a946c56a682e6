export { objectSet, type ObjectSet } from './object-set.ts';
export { fetchParent, type SetParent, type SetScope } from './parent.ts';
