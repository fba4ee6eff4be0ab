import type { AvailabilityTopic, Entity } from './entity.ts';
import { wordOf } from './state-words.ts';
import { TopicUse } from './topic-use.ts';

/** Whether devices say that they can be reached; one that never said anything can. */
export class Availability {
  readonly #topics = new TopicUse<Entity>();
  /** By topic and entity: what was said last. */
  readonly #said = new Map<AvailabilityTopic, boolean>();
  readonly #gone = new Set<Entity>();

  topics(): Iterable<string> {
    return this.#topics.topics();
  }

  uses(topic: string): boolean {
    return this.#topics.of(topic).length > 0;
  }

  add(entity: Entity): void {
    for (const { topic } of entity.availability) this.#topics.add(topic, entity);
  }

  remove(entity: Entity): void {
    this.#gone.delete(entity);
    for (const one of entity.availability) {
      this.#topics.remove(one.topic, entity);
      this.#said.delete(one);
    }
  }

  /** @returns The entities that could be reached until now. */
  update(topic: string, text: string, json: unknown): Entity[] {
    return this.#topics.of(topic).filter((entity) => this.#update(entity, topic, text, json));
  }

  #update(entity: Entity, topic: string, text: string, json: unknown): boolean {
    let latest: boolean | undefined;
    for (const one of entity.availability) {
      if (one.topic !== topic) continue;
      const word = wordOf(one.template ? one.template(text, json) : text);
      if (word !== one.available && word !== one.not_available) continue;
      latest = word === one.available;
      this.#said.set(one, latest);
    }
    if (latest === undefined) return false;
    const wasGone = this.#gone.has(entity);
    const isThere = this.#isThere(entity, latest);
    if (isThere) this.#gone.delete(entity);
    else this.#gone.add(entity);
    return !isThere && !wasGone;
  }

  #isThere({ availability, availability_mode }: Entity, latest: boolean): boolean {
    const said = availability.map((one) => this.#said.get(one) ?? true);
    if (availability_mode === 'all') return said.every(Boolean);
    return availability_mode === 'any' ? said.some(Boolean) : latest;
  }
}
