/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class InstalledTest {

  /** A service with two providers. */
  public interface Named {
    String name();
  }

  public static final class First implements Named {
    @Override
    public String name() {
      return "first";
    }
  }

  public static final class Second implements Named {
    @Override
    public String name() {
      return "second";
    }
  }

  /** A service whose provider fails while its class is initialised. */
  public interface Broken {
    ProgramSource source();
  }

  public static final class WithoutSource implements Broken {
    private static final ProgramSource SOURCE =
        ProgramSource.resource(WithoutSource.class, "forgotten.py");

    @Override
    public ProgramSource source() {
      return SOURCE;
    }
  }

  /** A service whose provider is not on the class path. */
  public interface Absent {}

  private static List<String> names(List<Named> providers) {
    return providers.stream().map(Named::name).toList();
  }

  @Test
  void allProvidersAreFound() {
    assertThat(Installed.of(Named.class, InstalledTest::names).get())
        .containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void everyUseOfABrokenOneSaysWhy() {
    Installed<Integer> broken = Installed.of(Broken.class, List::size);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(broken::get)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a provider of Broken on the class path cannot be used")
          .hasMessageContaining("InstalledTest$WithoutSource")
          .hasMessageContaining("the source forgotten.py is not beside");
    }
    assertThatThrownBy(() -> Installed.of(Absent.class, List::size).get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("io.freshet.model.program.Nowhere");
    assertThatThrownBy(
            () ->
                Installed.of(
                        Named.class,
                        providers -> {
                          throw new IllegalArgumentException("they contradict each other");
                        })
                    .get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("they contradict each other");
  }
}
