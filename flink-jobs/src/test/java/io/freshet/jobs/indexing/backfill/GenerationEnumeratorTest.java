/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.opensearch.generations.FencedException;
import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.DesiredGeneration.Wish;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.jobs.indexing.controller.DocumentsTopic;
import io.freshet.jobs.indexing.controller.Found;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.TopicChangedException;
import io.freshet.jobs.indexing.controller.VersionVerdict;
import io.freshet.jobs.testing.ManualClock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class GenerationEnumeratorTest {
  private static final int ENOUGH = 400;

  private final FakeWorld world = new FakeWorld();
  private final ManualClock clock = new ManualClock();

  private static BuildVersion version(long step) {
    return new BuildVersion(step, "%08x-of-%d".formatted(step * 31 + 7, step), "file:///v" + step);
  }

  private static VersionVerdict promoted(long step) {
    return new VersionVerdict.Promoted(version(step), false);
  }

  private static String index(int number, long step) {
    return Generation.planned("docs", number, version(step), 0).index();
  }

  private Optional<BuildVersion> serving() {
    return world.alias.map(world.indices::get).map(Found::version);
  }

  private Controllers serving(long step) {
    Controllers controllers = new Controllers(world, clock);
    world.verdicts.add(promoted(step));
    controllers.steps(ENOUGH);
    assertThat(serving()).contains(version(step));
    return controllers;
  }

  /** Everything of the version that serves, and nothing else. */
  private void assertOnly(long step) {
    assertThat(serving()).contains(version(step));
    assertThat(world.indices.keySet()).containsExactly(world.alias.orElseThrow());
    assertThat(world.writeSet).containsExactly(world.alias.orElseThrow());
  }

  @Test
  void aPromotedVersionIsBuiltAndTheFormerOneLeavesAfterItsWindow() {
    Controllers controllers = serving(10);
    world.verdicts.add(promoted(20));
    controllers.steps(ENOUGH);

    assertOnly(20);
    assertThat(world.announced.stream().map(GenerationRecord::state))
        .contains("CREATED", "BACKFILLING", "CATCHING_UP", "VALIDATING", "SERVING", "RETIRING");
    assertThat(world.performed.stream().filter("SeeTopic"::equals)).isNotEmpty();
  }

  /** The world fails the test where a controller goes wrong on its way. */
  @Test
  void aKillAtAnyPointChangesNothingInTheEnd() {
    for (int kill = 0; kill < 260; kill++) {
      FakeWorld own = new FakeWorld();
      Controllers controllers = new Controllers(own, new ManualClock());
      own.verdicts.add(promoted(10));
      for (int i = 0; i < 260; i++) {
        if (i == 90) {
          own.verdicts.add(promoted(20));
        } else if (i == 110) {
          own.verdicts.add(promoted(30));
        }
        if (i == kill) {
          controllers.kill();
        }
        controllers.step();
      }
      controllers.steps(ENOUGH / 2);

      assertThat(own.alias.map(own.indices::get).map(Found::version))
          .as("killed before step %d", kill)
          .contains(version(30));
      assertThat(own.indices.keySet())
          .as("indices, killed before step %d", kill)
          .containsExactly(own.alias.orElseThrow());
      assertThat(own.writeSet)
          .as("write set, killed before step %d", kill)
          .containsExactly(own.alias.orElseThrow());
    }
  }

  /** The world fails the test where what serves lacks a document. */
  @Test
  void aBuildReadsAheadWhatComesMeanwhileBeforeLiveWritersWriteToIt() {
    for (int kill = 0; kill < 200; kill += 3) {
      FakeWorld own = new FakeWorld();
      own.growth = 1_000;
      own.expectedMillis = 1_000;
      Controllers controllers = new Controllers(own, new ManualClock());
      own.verdicts.add(promoted(10));
      controllers.steps(kill);
      controllers.kill();
      controllers.steps(ENOUGH);
      assertThat(own.alias).as("killed after %d steps", kill).contains(index(1, 10));
      List<String> looks =
          own.performed.stream()
              .filter(action -> action.equals("ReadOffsets") || action.equals("JoinWriteSet"))
              .toList();
      assertThat(looks)
          .as("killed after %d steps", kill)
          .startsWith("ReadOffsets", "ReadOffsets")
          .contains("JoinWriteSet")
          .endsWith("ReadOffsets");
    }
  }

  @Test
  void aFailedActionIsTriedAgainAfterAWhile() {
    Controllers controllers = new Controllers(world, clock);
    world.verdicts.add(promoted(10));
    world.failures = 3;
    controllers.context.settle();
    assertThat(world.failures).as("one attempt").isEqualTo(2);
    controllers.context.beat();
    controllers.context.settle();
    assertThat(world.failures).as("not before its time").isEqualTo(2);
    clock.advance(500);
    controllers.context.beat();
    controllers.context.settle();
    assertThat(world.failures).isEqualTo(1);
    clock.advance(999);
    controllers.context.beat();
    controllers.context.settle();
    assertThat(world.failures).as("each wait is twice the last").isEqualTo(1);

    controllers.steps(ENOUGH);
    assertOnly(10);
  }

  @Test
  void aVersionThatIsWithdrawnBeforeItServesIsGivenUp() {
    Controllers controllers = serving(10);
    world.objection = Optional.of("the version is REJECTED");
    world.verdicts.add(promoted(20));
    controllers.steps(ENOUGH);

    assertOnly(10);
    assertThat(world.announced)
        .anySatisfy(
            announced -> {
              assertThat(announced.index()).isEqualTo(index(2, 20));
              assertThat(announced.state()).isEqualTo("ABANDONED");
            });
  }

  @Test
  void aVersionThatIsWithdrawnBeforeItsBuildIsNotBuilt() {
    Controllers controllers = new Controllers(world, clock);
    world.verdicts.add(promoted(10));
    world.verdicts.add(new VersionVerdict.Withdrawn(version(10)));
    controllers.steps(ENOUGH);
    assertThat(world.indices).isEmpty();
  }

  /** Attempts are part of the state: whoever goes on does not begin to count again. */
  @Test
  void anIndexThatStaysIncompleteIsGivenUpAlsoAcrossKills() {
    Controllers controllers = serving(10);
    world.incomplete = true;
    world.verdicts.add(promoted(20));
    int validations = 0;
    for (int i = 0; i < 4 * ENOUGH && world.indices.size() < 2; i++) {
      controllers.step();
    }
    for (int i = 0; i < 40 * ENOUGH && world.indices.size() == 2; i++) {
      int before = performed("Validate");
      controllers.step();
      if (performed("Validate") > before) {
        validations++;
        controllers.context.settle();
        controllers.checkpoint();
        controllers.kill();
      }
    }
    assertThat(validations).isEqualTo(Generation.PATIENCE);
    assertOnly(10);
  }

  private int performed(String action) {
    return (int) world.performed.stream().filter(action::equals).count();
  }

  @Test
  void ofTwoControllersTheLaterWinsAndTheOtherStops() {
    Controllers first = serving(10);
    Controllers second = new Controllers(world, clock);
    second.context.settle();
    world.verdicts.add(promoted(20));

    assertThatThrownBy(() -> first.steps(ENOUGH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("another controller has taken over")
        .hasCauseInstanceOf(FencedException.class);
    second.steps(ENOUGH);
    assertOnly(20);
  }

  @Test
  void aTopicThatWasMadeAnewStopsTheController() {
    Controllers controllers = serving(10);
    world.topic = new DocumentsTopic("documents", "second", FakeWorld.PARTITIONS);
    clock.advance(60_000);
    assertThatThrownBy(() -> controllers.steps(ENOUGH))
        .isInstanceOf(TopicChangedException.class)
        .hasMessageContaining("was made anew")
        .hasMessageContaining("opensearch.alias");
    controllers.kill();
    assertThatThrownBy(() -> controllers.steps(ENOUGH))
        .as("the next attempt as well")
        .isInstanceOf(TopicChangedException.class);
  }

  @Test
  void aTopicWithMorePartitionsStopsTheController() {
    Controllers controllers = serving(10);
    world.topic = new DocumentsTopic("documents", "first", FakeWorld.PARTITIONS + 1);
    clock.advance(60_000);
    assertThatThrownBy(() -> controllers.steps(ENOUGH))
        .isInstanceOf(TopicChangedException.class)
        .hasMessageContaining("has 3 partitions and had 2");
  }

  @Test
  void aTopicThatIsNotThereHoldsNothingUpThatNeedsNone() {
    Controllers controllers = serving(10);
    world.verdicts.add(promoted(20));
    for (int i = 0; i < ENOUGH && world.alias.equals(Optional.of(index(1, 10))); i++) {
      controllers.step();
    }
    world.topicMissing = true;
    clock.advance(60_000);
    controllers.steps(ENOUGH);
    assertOnly(20);
  }

  /** Without its state a controller knows from the index what it was built from. */
  @Test
  void aControllerWithoutStateAdoptsWhatServes() {
    serving(10);
    Controllers next = new Controllers(world, clock);
    next.steps(ENOUGH);
    assertOnly(10);
    world.verdicts.add(promoted(20));
    next.steps(ENOUGH);
    assertOnly(20);
    assertThat(List.copyOf(world.indices.keySet())).containsExactly(index(2, 20));
  }

  /** Until it is in this state. */
  private static void reach(Controllers controllers, String index, String state) {
    for (int i = 0; i < ENOUGH; i++) {
      if (controllers.world.last(index).filter(last -> last.state().equals(state)).isPresent()) {
        return;
      }
      controllers.step();
    }
    throw new AssertionError(index + " never was " + state);
  }

  private void assertAbandoned(String index, String reason) {
    GenerationRecord last = world.last(index).orElseThrow();
    assertThat(last.state()).isEqualTo("ABANDONED");
    assertThat(last.reason()).isEqualTo(reason);
  }

  @Test
  void aBuildIsGivenUpEarlyForANewerVersionButNotTwiceInARow() {
    Controllers controllers = serving(10);
    controllers.stalled = true;
    world.verdicts.add(promoted(20));
    reach(controllers, index(2, 20), "BACKFILLING");
    world.verdicts.add(promoted(30));
    reach(controllers, index(3, 30), "BACKFILLING");
    assertAbandoned(index(2, 20), "superseded by version " + version(30).name());
    world.verdicts.add(promoted(40));
    controllers.steps(ENOUGH);
    assertThat(world.last(index(3, 30)).orElseThrow().state()).isEqualTo("BACKFILLING");
    controllers.stalled = false;
    reach(controllers, index(3, 30), "SERVING");
    controllers.steps(ENOUGH);
    assertOnly(40);
  }

  @Test
  void aVersionThatIsWithdrawnWhileItIsBuiltIsGivenUpAtOnce() {
    Controllers controllers = serving(10);
    controllers.stalled = true;
    world.verdicts.add(promoted(20));
    reach(controllers, index(2, 20), "BACKFILLING");
    world.verdicts.add(new VersionVerdict.Withdrawn(version(20)));
    controllers.steps(ENOUGH);
    assertOnly(10);
    assertAbandoned(index(2, 20), "version " + version(20).name() + " was withdrawn");
    assertThat(world.performed.stream().filter("Validate"::equals)).hasSize(1);
  }

  /** The world and the readers fail the test where something is written to a deleted index. */
  @Test
  void aPersonAbandonsABuildAtAnyPointAcrossKills() {
    for (int at = 0; at < 60; at++) {
      for (int kill = 0; kill < 12; kill += 4) {
        FakeWorld own = new FakeWorld();
        Controllers controllers = new Controllers(own, new ManualClock());
        own.verdicts.add(promoted(10));
        controllers.steps(ENOUGH / 2);
        own.verdicts.add(promoted(20));
        controllers.steps(at);
        own.wishes.add(wish(index(2, 20), Wish.ABANDON, OptionalInt.empty()));
        controllers.steps(kill);
        controllers.kill();
        controllers.steps(ENOUGH);
        // A wish that comes before the build is known, or after it, changes nothing; a build that
        // no
        // checkpoint knew of is begun anew as another one, which the wish does not name.
        long served = own.alias.map(own.indices::get).map(Found::version).orElseThrow().step();
        GenerationRecord last = own.last(index(2, 20)).orElseThrow();
        assertThat(served)
            .as("wish after %d steps, kill after %d more: %s", at, kill, last)
            .isEqualTo(last.reason().startsWith("abandoned by a person") ? 10 : 20);
        assertThat(own.indices.keySet()).containsExactly(own.alias.orElseThrow());
        assertThat(own.writeSet).containsExactly(own.alias.orElseThrow());
      }
    }
  }

  private DesiredGeneration wish(String index, Wish wish, OptionalInt rate) {
    return new DesiredGeneration(index, wish, rate, "", 0);
  }

  @Test
  void aPausedBuildStaysPausedAcrossAKillAndGoesOnWhenItIsResumed() {
    Controllers controllers = serving(10);
    world.verdicts.add(promoted(20));
    reach(controllers, index(2, 20), "CREATED");
    // There is more to read whenever the pause is heard.
    world.growth = 1_000;
    world.wishes.add(wish(index(2, 20), Wish.PAUSE, OptionalInt.empty()));
    controllers.steps(ENOUGH);
    assertThat(serving()).contains(version(10));
    controllers.kill();
    controllers.steps(ENOUGH);
    assertThat(serving()).contains(version(10));
    assertThat(world.last(index(2, 20)).orElseThrow().state()).isEqualTo("BACKFILLING");

    controllers.stalled = true;
    world.wishes.add(wish(index(2, 20), Wish.RUN, OptionalInt.of(5)));
    controllers.steps(ENOUGH);
    assertThat(controllers.context.told().map(BackfillEvent.Reading::perSecond)).contains(5.0);
    controllers.stalled = false;
    controllers.steps(ENOUGH);
    assertOnly(20);
  }

  @Test
  void aBuildThatDoesNotPayWaitsForABetterVersion() {
    Controllers controllers = serving(10);
    world.tooDear = true;
    world.verdicts.add(promoted(20));
    controllers.steps(ENOUGH);
    GenerationRecord waits = world.last(index(2, 20)).orElseThrow();
    assertThat(waits.state()).isEqualTo("WAITING");
    assertThat(waits.reason()).isEqualTo("brings too little");
    assertThat(waits.expectedMillis()).isPositive();
    controllers.checkpoint();
    controllers.kill();
    controllers.steps(ENOUGH);
    assertOnly(10);

    world.tooDear = false;
    world.verdicts.add(promoted(30));
    controllers.steps(ENOUGH);
    assertOnly(30);
    assertAbandoned(index(2, 20), "superseded by version " + version(30).name());
  }

  @Test
  void aPersonGetsABuildThatDoesNotPay() {
    Controllers controllers = serving(10);
    world.tooDear = true;
    world.verdicts.add(promoted(20));
    reach(controllers, index(2, 20), "WAITING");
    world.wishes.add(wish(index(2, 20), Wish.RUN, OptionalInt.empty()));
    controllers.steps(ENOUGH);
    assertOnly(20);
  }

  @Test
  void aVersionOlderThanANewerPromotedOneIsNeverBuilt() {
    Controllers controllers = serving(20);
    world.verdicts.add(promoted(10));
    controllers.steps(ENOUGH);
    assertOnly(20);
    assertThat(world.last(index(2, 10))).isEmpty();
  }
}
