/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Measurements, each a program of its own. They run from what Maven built:
 *
 * <pre>
 * mvn -q -pl benchmarks -am package -DskipTests
 * java -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.speed.Speed --python PATH --tasks DIR
 * java -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.speed.TrainingSpeed --python PATH
 * java -Xms128m -Xmx128m -XX:+AlwaysPreTouch \
 *     -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.memory.MemorySoak
 * java -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.evaluation.MetricsSpeed --trec-eval PATH --python PATH
 * java -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.evaluation.GateSimulation
 * java -Xmx1g -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.evaluation.WindowsSpeed
 * java -Xmx512m -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.evaluation.ExactSearchSpeed
 * java -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.job.SamplerLoad
 * java -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.job.BarrierStall
 * java -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.job.SeveralTrainers
 * java -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.index.IndexBuilds --beir DIR,DIR --model DIR --work DIR
 * java -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.index.LivePrecedence --beir DIR --model DIR --next DIR
 * java -cp benchmarks/target/classes:$(cat benchmarks/target/runtime.classpath) \
 *     io.freshet.benchmarks.forgetting.Forgetting --config FILE --streams DIR --beir DIR --output DIR
 * </pre>
 */
@NullMarked
package io.freshet.benchmarks;

import org.jspecify.annotations.NullMarked;
