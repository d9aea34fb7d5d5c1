/** The broker did not confirm what it was told. The message is a sentence for whoever asked for it. */
export class BrokerUnreachable extends Error {
  override readonly name = 'BrokerUnreachable';
}
