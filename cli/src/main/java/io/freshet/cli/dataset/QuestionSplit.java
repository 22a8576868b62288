/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import io.freshet.cli.mining.MinedMethod;
import io.freshet.cli.mining.MinedNote;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Question answering: a question about an option, a parameter or a constant asks for its
 * description. A description's title is the type that it belongs to; the name that the question
 * asks about does not stand in it.
 */
final class QuestionSplit {
  private static final int FEWEST_WORDS = 4;
  private static final int FEWEST_WORDS_HELD_OUT = 7;

  private record Answered(String question, DemoDocument answer) {}

  private QuestionSplit() {}

  /** Splits the descriptions of methods' parameters, options and constants. */
  static TaskSplit of(List<MinedMethod> methods, List<MinedNote> notes, DemoSize size, long seed) {
    int wanted = size.otherExamples() + size.otherJudgments() + size.probeQueries();
    List<Answered> answered = Texts.shuffled(distinct(methods, notes, wanted, seed), seed + 1);
    List<Answered> heldOut =
        Texts.first(
            answered.stream()
                .filter(each -> Texts.words(each.answer().text()) >= FEWEST_WORDS_HELD_OUT)
                .toList(),
            size.otherJudgments() + size.probeQueries());
    Set<Answered> heldOutSet = new HashSet<>(heldOut);
    List<Answered> trained = answered.stream().filter(each -> !heldOutSet.contains(each)).toList();
    int probes = Math.min(size.probeQueries(), heldOut.size() / 2);
    List<Answered> probed = heldOut.subList(0, probes);
    List<Answered> judged = heldOut.subList(probes, heldOut.size());
    return new TaskSplit(
        DemoTask.QA,
        Texts.first(trained, size.otherExamples()).stream()
            .map(each -> new DemoExample(DemoTask.QA, each.question(), each.answer(), ""))
            .toList(),
        queries(judged, "qa-judged-"),
        queries(probed, "qa-probe-"),
        filled(probed, trained, size.probeDocuments()),
        filled(judged, trained, size.descriptions()));
  }

  /** Options and constants first: parameters are many more and would leave no room for them. */
  private static List<Answered> distinct(
      List<MinedMethod> methods, List<MinedNote> notes, int most, long seed) {
    Set<String> texts = new HashSet<>();
    List<Answered> distinct = new ArrayList<>();
    for (MinedNote note : notes) {
      add(ofNote(note), texts, distinct);
    }
    for (MinedMethod method : Texts.shuffled(methods, seed)) {
      method
          .javadoc()
          .parameters()
          .forEach((name, text) -> add(ofParameter(method, name, text), texts, distinct));
    }
    return Texts.first(distinct, most);
  }

  private static void add(Answered answered, Set<String> texts, List<Answered> into) {
    String description = answered.answer().text();
    // One set for both: neither a question nor a description comes twice.
    if (Texts.words(description) >= FEWEST_WORDS
        && !texts.contains(Texts.normal(description))
        && texts.add(Texts.normal(answered.question()))) {
      texts.add(Texts.normal(description));
      into.add(answered);
    }
  }

  private static Answered ofNote(MinedNote note) {
    boolean option = note.kind().equals("option");
    String question =
        option
            ? either(
                note.name(),
                "What does the option " + note.name() + " do?",
                "What is " + note.name() + " for?")
            : "What does " + constantWords(note.name()) + " in " + note.type() + " stand for?";
    String id = note.packageName() + "." + note.type() + "#" + note.name();
    return new Answered(
        question,
        new DemoDocument(id, note.type(), note.description(), "description", note.packageName()));
  }

  private static Answered ofParameter(MinedMethod method, String name, String description) {
    String question =
        either(
            method.id() + name,
            "What is the parameter " + name + " of " + method.title() + "?",
            "What does " + name + " mean in " + method.title() + "?");
    return new Answered(
        question,
        new DemoDocument(
            method.id() + "#" + name,
            method.type(),
            description,
            "description",
            method.packageName()));
  }

  private static String constantWords(String constant) {
    return constant.replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  private static String either(String seed, String one, String other) {
    return (seed.hashCode() & 1) == 0 ? one : other;
  }

  private static List<JudgedQuery> queries(List<Answered> answered, String prefix) {
    List<JudgedQuery> queries = new ArrayList<>();
    for (Answered each : answered) {
      queries.add(
          new JudgedQuery(
              prefix + queries.size(),
              DemoTask.QA,
              each.question(),
              Map.of(each.answer().id(), 1)));
    }
    return queries;
  }

  private static List<DemoDocument> filled(
      List<Answered> wanted, List<Answered> others, int count) {
    List<DemoDocument> documents = new ArrayList<>();
    wanted.forEach(each -> documents.add(each.answer()));
    others.stream()
        .limit(Math.max(0, count - documents.size()))
        .forEach(each -> documents.add(each.answer()));
    return documents;
  }
}
