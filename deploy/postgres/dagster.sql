-- Run once, when the volume is new. The staging database itself is made by POSTGRES_DB.
CREATE DATABASE dagster;
