// SPDX-License-Identifier: Apache-2.0
import java.util.List;
import java.util.UUID;

/** Closes a position with each of the clients that were generated for Java. */
public final class Close {
  private static final String PORTFOLIO = "d7a57c3e-2be9-4c4e-b3ff-48e1e7815659";

  private Close() {}

  public static void main(String[] arguments) throws Exception {
    String base = arguments[0];
    System.out.println("java alpaca " + alpaca(base));
    System.out.println("java tradovate " + tradovate(base));
    System.out.println("java neuratrade " + neuratrade(base));
    System.out.println("java upvest " + upvest(base));
    System.out.println("java unwind " + unwind(base));
  }

  private static Object alpaca(String base) throws Exception {
    gen.alpaca.ApiClient client = new gen.alpaca.ApiClient();
    client.updateBaseUri(base);
    client.setRequestInterceptor(
        request ->
            request
                .header("APCA-API-KEY-ID", "PKDEMOEQUITY1")
                .header("APCA-API-SECRET-KEY", "demo-secret-equity-1"));
    var positions = new gen.alpaca.api.PositionsApi(client);
    require(positions.getAllOpenPositions().stream().anyMatch(p -> p.getSymbol().equals("AAPL")));
    var order = positions.deleteOpenPosition("AAPL", null, null, null, null, null);
    require(order.getSymbol().equals("AAPL"));
    require(positions.deleteAllOpenPositions(true, null, null).size() >= 4);
    return order.getStatus();
  }

  private static Object tradovate(String base) throws Exception {
    gen.tradovate.ApiClient client = new gen.tradovate.ApiClient();
    client.updateBaseUri(base);
    String token =
        new gen.tradovate.api.AuthenticationApi(client)
            .accessTokenRequest(
                new gen.tradovate.model.AccessTokenRequest()
                    .name("futures-desk")
                    .password("demo-password"))
            .getAccessToken();
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    var held =
        new gen.tradovate.api.AccountsApi(client)
            .positionList().stream().filter(p -> p.getNetPos() != 0).findFirst().orElseThrow();
    var answer =
        new gen.tradovate.api.OrdersApi(client)
            .liquidatePosition(
                new gen.tradovate.model.LiquidatePosition()
                    .accountId(held.getAccountId())
                    .contractId(held.getContractId())
                    .admin(false));
    require(answer.getOrderId() != null);
    return answer.getOrderId();
  }

  private static Object neuratrade(String base) throws Exception {
    gen.neuratrade.ApiClient client = new gen.neuratrade.ApiClient();
    client.updateBaseUri(base);
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer demo-token-crypto-1"));
    return new gen.neuratrade.api.TradingApi(client)
        .neuratradeLiquidate(
            new gen.neuratrade.model.LiquidateRequest().symbol("ETH/USDT"), null, null)
        .getData()
        .getStatus();
  }

  private static Object upvest(String base) throws Exception {
    gen.upvest.ApiClient client = new gen.upvest.ApiClient();
    client.updateBaseUri(base);
    String token =
        new gen.upvest.api.AuthApi(client)
            .issueToken(
                "6e0e7d5c-2f1b-4c8e-9d64-0c4f3f0f4a11",
                "demo-secret-portfolio-1",
                "client_credentials",
                null)
            .getAccessToken();
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    UUID owner =
        new gen.upvest.api.AccountsApi(client).retrieveAccount(PORTFOLIO).getUsers().get(0).getId();
    var liquidations = new gen.upvest.api.LiquidationsApi(client);
    var made =
        liquidations.createAccountLiquidation(
            PORTFOLIO,
            UUID.randomUUID().toString(),
            new gen.upvest.model.UpvestAccountLiquidationCreateRequest().userId(owner));
    return liquidations.retrieveAccountLiquidation(PORTFOLIO, made.getId().toString()).getStatus();
  }

  private static Object unwind(String base) throws Exception {
    gen.unwind.ApiClient client = new gen.unwind.ApiClient();
    client.updateBaseUri(base);
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer demo-token-risk"));
    var liquidations = new gen.unwind.api.LiquidationsApi(client);
    var made =
        liquidations.liquidate(
            new gen.unwind.model.UnwindCloseRequest()
                .account("equity-2")
                .scope(gen.unwind.model.UnwindCloseRequest.ScopeEnum.ACCOUNT)
                .symbols(List.of())
                .cancelOrders(true),
            "close-equity-2");
    return liquidations.getLiquidation(made.getId().toString(), null, null).getStatus();
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("not as expected");
    }
  }
}
