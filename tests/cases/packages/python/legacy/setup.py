from setuptools import setup

REQUIRED = [
    "click>=8",
    "rich",
]
print("never run")
setup(
    name="shop",
    install_requires=REQUIRED,
    extras_require={"speed": ["uvloop==0.19.0"]},
    tests_require=read("tests.txt"),
)
