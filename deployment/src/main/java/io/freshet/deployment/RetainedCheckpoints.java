/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment;

import io.freshet.config.FreshetConfig;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** The checkpoints that a cancelled job left behind, on any Flink file system. Stateless. */
public final class RetainedCheckpoints {
  private static final String PREFIX = "chk-";
  private static final String METADATA = "_metadata";

  private RetainedCheckpoints() {}

  /** The newest complete checkpoint of a job of that name, of whatever run. */
  public static Optional<String> newest(FreshetConfig config, Job job) throws IOException {
    Path root = new Path(config.checkpoints().directory() + "/" + job.jobName());
    FileSystem files = root.getFileSystem();
    @Nullable FileStatus newest = null;
    for (FileStatus run : list(files, root)) {
      for (FileStatus checkpoint : list(files, run.getPath())) {
        Path metadata = new Path(checkpoint.getPath(), METADATA);
        if (checkpoint.getPath().getName().startsWith(PREFIX) && files.exists(metadata)) {
          FileStatus found = files.getFileStatus(metadata);
          if (newest == null || found.getModificationTime() > newest.getModificationTime()) {
            newest = found;
          }
        }
      }
    }
    return newest == null
        ? Optional.empty()
        : Optional.of(newest.getPath().getParent().toUri().toString());
  }

  private static FileStatus[] list(FileSystem files, Path folder) throws IOException {
    if (!files.exists(folder) || !files.getFileStatus(folder).isDir()) {
      return new FileStatus[0];
    }
    FileStatus[] entries = files.listStatus(folder);
    return entries == null ? new FileStatus[0] : entries;
  }
}
