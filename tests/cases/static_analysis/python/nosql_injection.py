from flask import request


def find(db):
    # ruleid: python-nosql-injection
    db.users.find_one({"name": request.json["name"]})
    # ruleid: python-nosql-injection
    db.users.update_one({"name": request.get_json()["name"]}, {"$set": {"a": 1}})
    # ruleid: python-nosql-injection
    db.users.delete_many(request.json)
    # ruleid: python-nosql-injection
    db.users.count_documents(request.json)
    # ruleid: python-nosql-injection
    db.users.aggregate(request.json)
    # ok: python-nosql-injection
    db.users.find_one({"name": str(request.json["name"])})
    # ok: python-nosql-injection
    db.users.find_one({"name": request.args["name"]})
    # ok: python-nosql-injection
    db.users.delete_one({"number": int(request.json["number"])})


def plain_django(request, db):
    # ruleid: python-nosql-injection
    db.users.find_one(json.loads(request.body))
    # ruleid: python-nosql-injection
    db.users.find_one_and_update(json.loads(request.body), {})
    # ok: python-nosql-injection
    db.users.update_many({"name": str(json.loads(request.body)["name"])}, {})


async def asynchronous(request, db):
    query = await request.json()
    # ruleid: python-nosql-injection
    await db.users.delete_one(query)
    # ok: python-nosql-injection
    await db.users.delete_one({"name": str(query["name"])})
