import { Body, Controller, Get, Param, Query } from '@nestjs/common';

@Controller('users')
export class Users {
  constructor(private readonly manager: EntityManager) {}

  @Get()
  async find(@Query('name') name: string, @Param('id') id: string) {
    // ruleid: javascript-sql-injection
    await this.manager.query(`SELECT * FROM users WHERE name = '${name}'`);
    // ok: javascript-sql-injection
    await this.manager.query('SELECT * FROM users WHERE name = $1', [name]);
    // ok: javascript-sql-injection
    return this.manager.query(`SELECT * FROM users WHERE id = ${Number(id)}`);
  }
}

export async function search(req: Request, res: Response): Promise<void> {
  const name = req.query.name as string;
  // ruleid: javascript-sql-injection
  const rows = await pool.query(`SELECT * FROM users WHERE name = '${name}'`);
  // ok: javascript-sql-injection
  res.json(await pool.query<User>('SELECT * FROM users WHERE name = $1', [name]));
}

export const remove = async ({ params }: Request, res: Response): Promise<void> => {
  // ruleid: javascript-sql-injection
  await pool.query(`DELETE FROM users WHERE id = ${params.id}`);
  // ok: javascript-sql-injection
  await pool.query('DELETE FROM users WHERE id = $1', [params.id]);
};
