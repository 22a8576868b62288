/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.exchange;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one other trainer: frames of a number, a length and as many bytes. One thread
 * may send while another receives.
 */
final class PeerLink {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
  private static final int MAGIC = 0x46525831;
  private static final int ACCEPTED = 1;
  private static final int PIECE = 1 << 20;

  private final int other;
  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private long sent;
  private long received;

  /**
   * What a trainer says first.
   *
   * @param token that all trainers of an attempt share
   * @param index of the trainer
   * @param count how many it believes to be
   */
  record Greeting(String token, int index, int count) {}

  /**
   * A link over a connection.
   *
   * @param other place of the other trainer
   */
  PeerLink(int other, Socket socket) throws IOException {
    this.other = other;
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Place of the other trainer. */
  int other() {
    return other;
  }

  /** Sets for how long it may be silent while somebody waits. */
  void patience(Duration patience) throws IOException {
    socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
  }

  /**
   * Says who calls, and waits until the other lets it in.
   *
   * @throws IOException where it does not
   */
  void greet(Greeting greeting) throws IOException {
    byte[] token = greeting.token().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(16 + token.length);
    bytes.putInt(MAGIC).putInt(greeting.index()).putInt(greeting.count()).putInt(token.length);
    out.write(bytes.put(token).array());
    if (in.read() != ACCEPTED) {
      throw new IOException("it hung up");
    }
  }

  /**
   * Hears who calls.
   *
   * @param own greeting of this trainer
   * @return the caller's place
   * @throws IOException where it is a stranger
   */
  int receiveGreeting(Greeting own) throws IOException {
    byte[] token = own.token().getBytes(StandardCharsets.UTF_8);
    if (in.readInt() != MAGIC) {
      throw new IOException("it is no trainer");
    }
    int index = in.readInt();
    int count = in.readInt();
    // Never more bytes than are expected: a stranger must not choose how many are read.
    boolean length = in.readInt() == token.length;
    byte[] theirs = length ? in.readNBytes(token.length) : new byte[0];
    if (count != own.count() || !MessageDigest.isEqual(theirs, token)) {
      throw new IOException("it has not the token of this attempt");
    }
    return index;
  }

  /** Lets the caller in. */
  void accept() throws IOException {
    out.write(ACCEPTED);
  }

  /** Sends a frame. */
  void send(ByteBuffer bytes) throws IOException {
    ByteBuffer rest = bytes.duplicate();
    ByteBuffer header = ByteBuffer.allocate(12).putLong(sent++).putInt(rest.remaining());
    out.write(header.array());
    if (rest.hasArray()) {
      out.write(rest.array(), rest.arrayOffset() + rest.position(), rest.remaining());
      return;
    }
    byte[] piece = new byte[Math.min(PIECE, rest.remaining())];
    while (rest.hasRemaining()) {
      int some = Math.min(piece.length, rest.remaining());
      rest.get(piece, 0, some);
      out.write(piece, 0, some);
    }
  }

  /**
   * Receives a frame.
   *
   * @throws ExchangeException where it is another one than the next
   */
  ByteBuffer receive() throws IOException {
    long number = in.readLong();
    int length = in.readInt();
    if (number != received || length < 0) {
      throw new ExchangeException(
          "trainer %d is out of step: its message %d came for message %d"
              .formatted(other, number, received));
    }
    received++;
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("the connection to trainer {} was not closed", other, e);
    }
  }
}
