# SPDX-License-Identifier: Apache-2.0
"""Closes a position with each of the clients that were generated for Python."""
import sys
import uuid

import unwind_alpaca
import unwind_neuratrade
import unwind_tradovate
import unwind_unwind
import unwind_upvest

BASE = sys.argv[1]
PORTFOLIO = "d7a57c3e-2be9-4c4e-b3ff-48e1e7815659"


def alpaca(of):
    config = of.Configuration(
        host=BASE, api_key={"keyId": "PKDEMOEQUITY1", "keySecret": "demo-secret-equity-1"})
    with of.ApiClient(config) as client:
        positions = of.PositionsApi(client)
        assert "AAPL" in [held.symbol for held in positions.get_all_open_positions()]
        order = positions.delete_open_position("AAPL")
        assert of.OrdersApi(client).get_order_by_order_id(order.id).symbol == "AAPL"
        assert order.id in [o.id for o in of.OrdersApi(client).get_all_orders(status="all")]
        assert len(positions.delete_all_open_positions(cancel_orders=True)) >= 4
        return order.status


def tradovate(of):
    config = of.Configuration(host=BASE)
    with of.ApiClient(config) as client:
        signed_in = of.AuthenticationApi(client).access_token_request(
            of.AccessTokenRequest(name="futures-desk", password="demo-password"))
        config.access_token = signed_in.access_token
        held = [p for p in of.AccountsApi(client).position_list() if p.net_pos][0]
        answer = of.OrdersApi(client).liquidate_position(
            of.LiquidatePosition(
                account_id=held.account_id, contract_id=held.contract_id, admin=False))
        assert answer.order_id and not answer.failure_reason, answer
        return answer.order_id


def neuratrade(of):
    config = of.Configuration(host=BASE, access_token="demo-token-crypto-1")
    with of.ApiClient(config) as client:
        answer = of.TradingApi(client).neuratrade_liquidate(of.LiquidateRequest(symbol="ETH/USDT"))
        assert answer.data.symbol == "ETH/USDT", answer
        return answer.data.status


def upvest(of):
    config = of.Configuration(host=BASE)
    with of.ApiClient(config) as client:
        config.access_token = of.AuthApi(client).issue_token(
            "6e0e7d5c-2f1b-4c8e-9d64-0c4f3f0f4a11", "demo-secret-portfolio-1",
            "client_credentials").access_token
        owner = of.AccountsApi(client).retrieve_account(PORTFOLIO).users[0].id
        liquidations = of.LiquidationsApi(client)
        made = liquidations.create_account_liquidation(
            PORTFOLIO, str(uuid.uuid4()), of.UpvestAccountLiquidationCreateRequest(user_id=owner))
        return liquidations.retrieve_account_liquidation(PORTFOLIO, made.id).status


def unwind(of):
    config = of.Configuration(host=BASE, access_token="demo-token-risk")
    with of.ApiClient(config) as client:
        liquidations = of.LiquidationsApi(client)
        made = liquidations.liquidate(
            of.UnwindCloseRequest(account="equity-2", scope="ACCOUNT", cancel_orders=True),
            idempotency_key="close-equity-2")
        assert made.id in [
            each.id for each in liquidations.list_liquidations(account="equity-2").liquidations]
        return liquidations.get_liquidation(made.id).status


for close, module in [
        (alpaca, unwind_alpaca), (tradovate, unwind_tradovate), (neuratrade, unwind_neuratrade),
        (upvest, unwind_upvest), (unwind, unwind_unwind)]:
    print("python", close.__name__, close(module), flush=True)
