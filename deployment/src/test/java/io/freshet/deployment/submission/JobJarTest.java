/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobJarTest {
  @TempDir Path directory;

  private Path jar(String name, String entry) throws IOException {
    Path file = directory.resolve(name);
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      jar.putNextEntry(new JarEntry(entry));
      jar.write(7);
    }
    return file;
  }

  @Test
  void jarsOfAUsersOwnLieBelowLibOfACopy() throws IOException {
    Path jobs = jar("jobs.jar", "Job.class");
    Path own = jar("own.jar", "Loss.class");
    byte[] before = Files.readAllBytes(jobs);
    Path sent;
    try (JobJar packed = JobJar.of(jobs, List.of(own));
        JarFile content = new JarFile(packed.file().toFile())) {
      sent = packed.file();
      assertThat(content.getJarEntry("Job.class")).isNotNull();
      assertThat(content.getInputStream(content.getEntry("lib/own.jar")).readAllBytes())
          .isEqualTo(Files.readAllBytes(own));
    }
    assertThat(sent).doesNotExist();
    assertThat(Files.readAllBytes(jobs)).isEqualTo(before);
  }

  @Test
  void withoutSuchJarsTheJarOfTheJobsIsSentItself() throws IOException {
    Path jobs = jar("jobs.jar", "Job.class");
    try (JobJar packed = JobJar.of(jobs, List.of())) {
      assertThat(packed.file()).isEqualTo(jobs);
    }
    assertThat(jobs).exists();
  }

  @Test
  void twoOfOneNameAreRefused() throws IOException {
    Path jobs = jar("jobs.jar", "Job.class");
    Path own = jar("own.jar", "Loss.class");
    assertThatThrownBy(() -> JobJar.of(jobs, List.of(own, own)))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("own.jar");
  }
}
