/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How versions and generations are measured.
 *
 * @param asksPerSecond judged queries asked a second, over all tasks
 * @param depth documents fetched a query
 * @param windowSize length of the sliding windows
 * @param windowSlide distance of their starts
 * @param sampleShare share of the asked queries that are also searched exactly, and in the former
 *     generation
 * @param rollbackWindows windows in a row, none overlapping, that must show a loss before the
 *     former generation serves again; 0 for never
 * @param alarmDelta fall of a live metric from window to window that no alarm counts
 * @param alarmLambda how much must add up beyond that for an alarm
 * @param probePath a directory with one BEIR folder a task: the frozen probe sets of the gate
 * @param probeRefresh how much of them a refresh may change
 */
public record EvaluationConfig(
    double asksPerSecond,
    int depth,
    Duration windowSize,
    Duration windowSlide,
    double sampleShare,
    int rollbackWindows,
    double alarmDelta,
    double alarmLambda,
    String probePath,
    ProbeRefreshConfig probeRefresh,
    GateConfig gate)
    implements Serializable {}
