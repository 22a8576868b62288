/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import io.freshet.config.TaskConfig;

/** The four tasks that are mined. */
public enum DemoTask {
  /** First sentence of a method's Javadoc, to the method without its comment. */
  CODE_SEARCH("code-search", TaskConfig.Kind.CODE),
  /** A question about an option, a parameter or a constant, to its description. */
  QA("qa", TaskConfig.Kind.QA),
  /** Javadoc sentences of methods that override or overload one another. */
  SIMILARITY("similarity", TaskConfig.Kind.SIMILARITY),
  /** A method to another method of the same package. */
  IN_CONTEXT("in-context", TaskConfig.Kind.IN_CONTEXT);

  private final String taskName;
  private final TaskConfig.Kind kind;

  DemoTask(String taskName, TaskConfig.Kind kind) {
    this.taskName = taskName;
    this.kind = kind;
  }

  /** The name of the task in records and in the configuration. */
  public String taskName() {
    return taskName;
  }

  /** The kind of the task in the configuration. */
  public TaskConfig.Kind kind() {
    return kind;
  }
}
