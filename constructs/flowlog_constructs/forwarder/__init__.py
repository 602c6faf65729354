"""
What runs in Lambda: reads each new flow log object from S3 and posts its records to an HTTPS endpoint.

    S3 ─▶ SQS message ─▶ handler ─▶ notification (which objects) ─▶ stored_object (its lines, streamed)
                            │                                            │
                            │         endpoint ◀─ delivery ◀─ batch ◀─ record (typed fields) and body_format
                            └▶ SQS: what is left of an object, or what can never be delivered (dead letters)

It needs Python's standard library and the boto3 that Lambda's runtime brings, and imports nothing else of this project:
:class:`flowlog_constructs.log_forwarder.LogForwarder` uploads this folder as it is.

What it promises: a message is done only when every record of its object was accepted, or when a message that says what
is left was put into a queue. Records arrive at least once, and a record that arrives twice has the same ``record_id``
both times, made from bucket, key, ETag and line. There is no state but the queue: when time is short or the endpoint
stops answering, the function sends itself a message with the number of records that are done, so that a large object or
an outage never begins again from the first record. What is in flight when Lambda ends the function by force is sent again.
"""
