/** Run by the build, after the compiler: leaves a new cluster beside the code, for every first start to copy. */
import { renameSync, rmSync } from 'node:fs';
import { initialiseCluster, PRISTINE } from './engine.js';

const unfinished = `${PRISTINE}.new`;
rmSync(unfinished, { recursive: true, force: true });
await initialiseCluster(unfinished, () => undefined);
rmSync(PRISTINE, { recursive: true, force: true });
renameSync(unfinished, PRISTINE);
