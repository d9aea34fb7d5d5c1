/** Decodes one HEIC (LGPL code in WebAssembly, apart from ours) where it holds nothing else up: its maker ends it when it takes too long. */
import { parentPort, workerData } from 'node:worker_threads';
import decode from 'heic-decode';

const { width, height, data } = await decode({ buffer: workerData });
parentPort?.postMessage({ width, height, data }, [data.buffer]);
