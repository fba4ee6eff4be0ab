/** Who uses which topic. */
export class TopicUse<User> {
  readonly #users = new Map<string, User[]>();

  topics(): Iterable<string> {
    return this.#users.keys();
  }

  of(topic: string): readonly User[] {
    return this.#users.get(topic) ?? [];
  }

  add(topic: string, user: User): void {
    const users = this.#users.get(topic);
    if (users) users.push(user);
    else this.#users.set(topic, [user]);
  }

  remove(topic: string, user: User): void {
    const rest = this.of(topic).filter((other) => other !== user);
    if (rest.length > 0) this.#users.set(topic, rest);
    else this.#users.delete(topic);
  }
}
